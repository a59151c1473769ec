package dev.sotto.models.layout;

import dev.sotto.models.export.HeadSite;
import java.util.List;
import java.util.Map;

/**
 * The heads of an attention.
 *
 * @param width of one of them
 * @param sites where the graph states how many there are
 * @param outputs the axes of those values of the attention that leave the graph
 */
public record Heads(
    int count, int width, List<HeadSite> sites, Map<String, List<HeadAxis>> outputs) {}
