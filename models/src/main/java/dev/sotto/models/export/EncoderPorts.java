package dev.sotto.models.export;

/**
 * What a caller feeds an encoder and gets from it.
 *
 * @param features the input that takes log-mel windows {@code [B, M, F]}
 * @param states the output that gives its states {@code [B, S, D]}
 */
public record EncoderPorts(String features, String states) {}
