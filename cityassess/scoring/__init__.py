"""Rules and arithmetic of an assessment: plain values in, an assessment out; no Qt, no SQL, no files."""
