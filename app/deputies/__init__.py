"""代办设置: people name who acts in their place, for some days and in some processes."""
