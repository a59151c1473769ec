/**
 * Applies a plan: one class for each edit of a graph, and the writer that puts a whole export
 * together; and has a graph give inner values. Weights are cut as they are written, so the heap
 * never holds a model.
 */
package dev.sotto.models.rewrite;
