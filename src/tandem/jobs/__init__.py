"""Work that is done after the answer: asked for in the write's transaction, done by a worker, tried again until it holds."""
