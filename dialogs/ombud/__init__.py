"""The ombud loop: a question is sent on, answered by an ombud, brought back to the asker, and kept for the next one."""
