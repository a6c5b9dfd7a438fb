"""`make demo`: the whole product on one computer, started and stopped as one."""
