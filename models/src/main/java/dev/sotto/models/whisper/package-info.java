/**
 * Whisper as Sotto speaks of it: its configuration files, the roles of its weights, and the groups
 * that may leave together. Nothing here knows how an exporter spells a graph.
 */
package dev.sotto.models.whisper;
