/**
 * What an export costs: floating-point operations, told from its graphs, and bytes on disk.
 *
 * <p>One multiply-accumulate counts as two operations. Counted are convolutions and matrix
 * products, those of attention among them; everything else is small beside them.
 */
package dev.sotto.eval.cost;
