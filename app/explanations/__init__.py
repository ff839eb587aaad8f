"""为什么看不到／不能办: what decides about an action, told in sentences for any user and record."""
