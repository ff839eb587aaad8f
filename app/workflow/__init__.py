"""Engine for processes: declared once, moved by one function, remembered in one history.

A *workflow* says who may move an item from which state to which. Only the
engine changes a state; a button that shows is a move that is permitted.
"""
