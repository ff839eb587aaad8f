"""考核评分: score sheets as data, and the arithmetic of what is deducted by them."""
