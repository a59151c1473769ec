/**
 * Weights by role: where graphs store them, in which form, and the elements of a block's groups.
 */
package dev.sotto.models.weights;
