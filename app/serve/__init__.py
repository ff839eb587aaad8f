"""`make run`: prepares the database, then starts and watches every process of the product."""
