package dev.sotto.runtime.decode;

/**
 * A stretch of a recording and what was heard in it.
 *
 * @param startSeconds where it begins, from the start of the recording
 * @param endSeconds where it ends
 * @param text as decoded, with the space that it starts with; empty if the window is silent
 * @param silent whether it counts as silent, whatever tokens were written
 */
public record TranscribedWindow(
    double startSeconds, double endSeconds, String text, boolean silent, GreedyResult decoding) {}
