/**
 * What is to leave a model, as a small JSON file. Pruning methods only make plans and {@code
 * dev.sotto.models.rewrite} only applies them, so the same model and plan always give the same
 * bytes.
 */
package dev.sotto.models.plan;
