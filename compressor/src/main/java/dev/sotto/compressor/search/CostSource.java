package dev.sotto.compressor.search;

import dev.sotto.eval.cost.WhisperCost;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import java.util.function.Supplier;

/** What the costs of a model are told from; times are measured when they are first asked for. */
public final class CostSource {
  private final GroupCosts groups;
  private final long flops;
  private final Supplier<GroupMillis> measuring;
  private GroupMillis millis;

  /**
   * @param flops of the standard workload of the dense model
   * @param measuring measures the times
   */
  public CostSource(GroupCosts groups, long flops, Supplier<GroupMillis> measuring) {
    this.groups = groups;
    this.flops = flops;
    this.measuring = measuring;
  }

  /** Without times: a budget that asks for them is refused. */
  public static CostSource untimed(GroupCosts groups, long flops) {
    return new CostSource(
        groups,
        flops,
        () -> {
          throw SottoException.usage("a budget in ms needs measurements, which are not made here");
        });
  }

  /** Without times, of an export that can be taken apart. */
  public static CostSource of(ExportFolder export) {
    return untimed(new GroupCosts(export.read()), WhisperCost.of(export).flops().standard());
  }

  public GroupCosts groups() {
    return groups;
  }

  public long flops() {
    return flops;
  }

  GroupMillis millis() {
    if (millis == null) {
      millis = measuring.get();
    }
    return millis;
  }
}
