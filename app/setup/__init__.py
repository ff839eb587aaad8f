"""首次设置: how a province begins with nothing, in the browser or by files."""
