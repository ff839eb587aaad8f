"""The product. ``factory`` builds its application, ``serve`` its processes."""
