/**
 * Makes the ONNX graphs of a Whisper from its sizes and weights, in the layout of Hugging Face
 * Optimum: an encoder, and a decoder whose two forms, without and with a cache, are the branches of
 * one {@code If}.
 */
package dev.sotto.models.build;
