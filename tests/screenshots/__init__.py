"""Screenshots for the help of 业务流程, taken anew by `make screenshots`."""
