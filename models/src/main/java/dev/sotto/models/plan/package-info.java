/**
 * What is to be done to a model: a plan of edits, its form as a small JSON file, and what does each
 * edit and writes the export. Pruning methods only make plans, and the same model and plan always
 * give the same bytes.
 */
package dev.sotto.models.plan;
