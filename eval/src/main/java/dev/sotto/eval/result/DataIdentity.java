package dev.sotto.eval.result;

/**
 * Which data a result speaks of.
 *
 * @param audioSeconds of all clips, as they were read
 * @param fingerprint see {@link dev.sotto.eval.dataset.Dataset#fingerprint()}
 */
public record DataIdentity(String name, int utterances, double audioSeconds, String fingerprint) {}
