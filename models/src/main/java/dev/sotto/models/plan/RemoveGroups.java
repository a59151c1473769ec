package dev.sotto.models.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Takes heads and units out.
 *
 * @param groups block name to the groups that leave it, ascending, counted from 0 in what the edits
 *     before left
 */
public record RemoveGroups(Map<String, List<Integer>> groups) implements Edit {
  static final String KIND = "remove-groups";

  public RemoveGroups {
    Map<String, List<Integer>> sorted = new TreeMap<>();
    groups.forEach(
        (block, leaving) -> {
          if (!leaving.isEmpty()) {
            sorted.put(block, List.copyOf(new TreeSet<>(leaving)));
          }
        });
    groups = Collections.unmodifiableMap(sorted);
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public void write(ObjectNode json) {
    ObjectNode blocks = json.putObject("groups");
    groups.forEach(
        (block, leaving) -> {
          ArrayNode array = blocks.putArray(block);
          leaving.forEach(array::add);
        });
  }

  @Override
  public Applier applier() {
    return new GroupRemoval(this);
  }
}
