/**
 * What is measured: clips with their reference texts, or texts alone, and which of them were taken.
 * {@link dev.sotto.eval.dataset.form} reads every form of the former, {@link
 * dev.sotto.eval.dataset.pairs} the latter. Bad rows are gathered and reported together; with
 * {@link dev.sotto.eval.dataset.DatasetOptions#skipsBad} they are left out and counted instead.
 */
package dev.sotto.eval.dataset;
