"""Between the core and the workbooks and documents people use."""
