package dev.sotto.models.whisper;

import java.util.BitSet;
import java.util.List;

/**
 * Some groups of a block: what leaves it together.
 *
 * @param members ascending, counted from 0
 */
public record GroupSet(Block block, List<Integer> members) {
  public GroupSet {
    members = List.copyOf(members);
  }

  /** The steps of these groups along the axis of each coupling. */
  public Ranges steps() {
    BitSet steps = new BitSet();
    members.forEach(group -> steps.set(group * block.groupSize(), (group + 1) * block.groupSize()));
    return Ranges.of(steps);
  }

  /** The block without these groups. */
  public Block others() {
    return new Block(
        block.id(), block.groups() - members.size(), block.groupSize(), block.couplings());
  }
}
