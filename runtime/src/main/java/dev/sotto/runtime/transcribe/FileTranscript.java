package dev.sotto.runtime.transcribe;

import java.nio.file.Path;

/**
 * A recording and what was heard in it.
 *
 * @param seconds its length
 */
public record FileTranscript(Path file, double seconds, Transcript transcript) {}
