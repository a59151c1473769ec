/**
 * Edits of graphs and weights, one class for each, that know nothing of plans; and how a graph is
 * made to give inner values. Weights are cut as they are written, so the heap never holds a model.
 */
package dev.sotto.models.rewrite;
