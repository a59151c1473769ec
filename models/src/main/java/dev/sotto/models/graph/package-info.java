/**
 * An ONNX graph that a rule can match and edit: nodes, tensors, declared inputs and outputs, and
 * the subgraphs of control flow. Nothing here knows protobuf; {@code dev.sotto.models.onnx} reads
 * and writes it without loss.
 */
package dev.sotto.models.graph;
