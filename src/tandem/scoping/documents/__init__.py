"""The client's papers: plain data in, bytes out. What may be in them is queries/document.py's to say."""
