/**
 * Patterns of dataflow in which exporters write Whisper, for any layout to use. They tell the parts
 * of a model by which values feed which operators, use names only to label, and give every role
 * with all its sites, or every place that they do not understand in one message.
 */
package dev.sotto.models.layout;
