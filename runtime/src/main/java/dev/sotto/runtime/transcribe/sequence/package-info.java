/**
 * Long recordings, one window after the other: where a window ends follows from the timestamps that
 * the model wrote in it. Memory holds the samples of a few windows, whatever the length.
 */
package dev.sotto.runtime.transcribe.sequence;
