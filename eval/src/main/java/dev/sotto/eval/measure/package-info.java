/**
 * Speed and memory of a model, measured in a process of its own: it loads nothing but what hearing
 * needs, and what ran before in this process cannot colour the figures.
 *
 * <p>{@link dev.sotto.eval.measure.FreshProcess} starts the child and talks with it; {@link
 * dev.sotto.eval.measure.MeasuringProcess} is the child. What is timed is from samples in memory to
 * tokens: log-mel features, encoder and decoder, but not the reading of audio files.
 *
 * <p>Two kinds of work are kept apart. The <em>standard window</em> is the same for every model:
 * encode one window, feed 4 prompt tokens, then 30 tokens one by one, whatever the model says of
 * them, so that two models are timed on equal work. <em>Transcribing</em> is what a user gets: as
 * many tokens as the model writes.
 */
package dev.sotto.eval.measure;
