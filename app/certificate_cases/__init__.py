"""Applications about certificates: 变更, 注销 and 补办, one process for all of them."""
