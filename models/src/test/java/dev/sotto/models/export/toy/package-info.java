/**
 * A layout that nobody exports, to show what one takes: other names, and the queries, keys and
 * values of self-attention from one product.
 */
package dev.sotto.models.export.toy;
