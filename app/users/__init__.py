"""用户管理 and 用户申请: accounts of people, and how they are applied for."""
