/**
 * Which programs can run an export, by the rules that they were seen to follow.
 *
 * <p>Whisper itself never asks for the number of heads: programs do, when they make the empty cache
 * that a merged decoder takes at its first step. An export whose layers were pruned differently may
 * not be what they assume.
 */
package dev.sotto.models.runner;
