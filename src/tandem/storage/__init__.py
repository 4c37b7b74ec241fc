"""Where uploaded files lie: in the database, or in an S3-compatible store, so that every web server and worker reads them."""
