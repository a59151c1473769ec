/**
 * How exporters spell Whisper. A layout recognises the parts of a model by dataflow (which values
 * feed which operators), uses names only to label, and gives every role with all its sites, or
 * every place that it does not understand in one message.
 */
package dev.sotto.models.layout;
