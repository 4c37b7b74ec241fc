"""The engagement: one promise from the first talk to the lesson learnt; a deal until it's signed, a project after."""
