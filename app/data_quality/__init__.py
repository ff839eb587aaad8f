"""数据质量: what in the data of the organizations in scope wants to be mended, row by row."""
