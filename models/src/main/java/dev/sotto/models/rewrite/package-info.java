/**
 * Applies a plan: one class for each edit of a graph, and the writer that puts a whole export
 * together. Weights are cut as they are written, so the heap never holds a model.
 */
package dev.sotto.models.rewrite;
