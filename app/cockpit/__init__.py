"""年报驾驶舱: the returns of a year at one look, and what may be done about them."""
