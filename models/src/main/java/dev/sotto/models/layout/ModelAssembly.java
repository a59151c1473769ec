package dev.sotto.models.layout;

import dev.sotto.models.export.HeadSite;
import dev.sotto.models.export.NormSite;
import dev.sotto.models.graph.Scope.Use;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.weights.StoredForm;
import dev.sotto.models.weights.WeightSite;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.Coupling;
import dev.sotto.models.whisper.Part;
import dev.sotto.models.whisper.Roles;
import dev.sotto.models.whisper.WhisperConfig;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Puts together what was recognised in each graph of an export, and checks that the graphs agree.
 */
public final class ModelAssembly {
  private final Function<Part, String> fileName;
  private final Unmatched unmatched;
  private final Map<String, List<WeightSite>> sites = new LinkedHashMap<>();
  private final Map<BlockId, List<HeadSite>> headSites = new TreeMap<>();
  private final Map<BlockId, Attention> attentions = new TreeMap<>();
  private final Map<BlockId, FeedForward> feedForwards = new TreeMap<>();
  private final List<NormSite> norms = new ArrayList<>();

  /**
   * Starts with nothing.
   *
   * @param fileName what a graph's file is called in messages
   */
  public ModelAssembly(Function<Part, String> fileName, Unmatched unmatched) {
    this.fileName = fileName;
    this.unmatched = unmatched;
  }

  public void add(Part part, StackMatch match) {
    match
        .readings()
        .forEach(
            (role, readings) -> {
              readings.forEach(reading -> add(part, role, reading));
            });
    match
        .attentions()
        .forEach(
            (block, attention) -> {
              Attention before = attentions.putIfAbsent(block, attention);
              if (before != null && before.heads().count() != attention.heads().count()) {
                unmatched.add(
                    fileName.apply(part) + " " + block,
                    "has %s heads, elsewhere %s"
                        .formatted(attention.heads().count(), before.heads().count()));
              }
              attention.heads().sites().forEach(site -> add(block, site));
            });
    match.feedForwards().forEach(feedForwards::putIfAbsent);
    match.norms().forEach((name, norm) -> norms.add(norm.site(part, name)));
  }

  private void add(Part part, String role, Reading reading) {
    Use use = reading.use();
    Optional<Tensor> stored = use.graph().visibleInitializer(use.value());
    if (stored.isEmpty()) {
      // Quantised exports compute many weights from others.
      unmatched.add(
          place(part, use),
          use.node(),
          "expected a stored tensor for " + role + ", found a computed one");
      return;
    }
    StoredForm form =
        reading
            .slice()
            .map(slice -> StoredForm.slice(stored.get(), reading.transposed(), slice))
            .orElseGet(() -> StoredForm.whole(stored.get(), reading.transposed()));
    sites.computeIfAbsent(role, key -> new ArrayList<>()).add(new WeightSite(part, use, form));
  }

  public void add(BlockId block, HeadSite site) {
    headSites.computeIfAbsent(block, key -> new ArrayList<>()).add(site);
  }

  /**
   * Checks that all sites of a role hold the same weight, and folds a tied output projection into
   * the embedding.
   */
  public void check(WhisperConfig config) {
    tie();
    sites.forEach(
        (role, places) -> {
          WeightSite first = places.get(0);
          if (Roles.isFactor(role) && sites.containsKey(Roles.whole(role))) {
            unmatched.add(
                place(first),
                first.use().node(),
                "is a factor of %s, which is one matrix elsewhere".formatted(Roles.whole(role)));
          }
          for (WeightSite site : places.subList(1, places.size())) {
            if (!same(first, site)) {
              unmatched.add(
                  place(site),
                  site.use().node(),
                  "holds another %s than %s %s"
                      .formatted(role, place(first), first.use().node().label()));
            }
          }
        });
    if (config.decoder().layers() > 0 && !sites.containsKey(Roles.EMBEDDING)) {
      unmatched.add("decoder", "has no token embedding");
    }
  }

  /** For messages: file and graph. */
  private String place(WeightSite site) {
    return place(site.part(), site.use());
  }

  private String place(Part part, Use use) {
    return fileName.apply(part) + " " + use.graph().name();
  }

  /**
   * Whisper's output projection is its embedding; an export that stores it twice still has one
   * weight.
   */
  private void tie() {
    List<WeightSite> embedding = sites.get(Roles.EMBEDDING);
    List<WeightSite> projection = sites.get(Roles.PROJECTION);
    if (embedding != null && projection != null && same(embedding.get(0), projection.get(0))) {
      embedding.addAll(projection);
      sites.remove(Roles.PROJECTION);
    }
  }

  private static boolean same(WeightSite one, WeightSite other) {
    if (one.sharesTensor(other)) {
      return one.form().equals(other.form());
    }
    Tensor a = one.form().part(one.tensor());
    Tensor b = other.form().part(other.tensor());
    if (a.type() != b.type() || a.elements() != b.elements() || a.rank() != b.rank()) {
      return false;
    }
    if (one.form().transposed() != other.form().transposed()) {
      return sameTransposed(a, b);
    }
    return Arrays.equals(a.shape(), b.shape()) && a.bytes().mismatch(b.bytes()) < 0;
  }

  private static boolean sameTransposed(Tensor a, Tensor b) {
    int rows = (int) a.shape()[0];
    int columns = (int) a.shape()[1];
    if (b.shape()[0] != columns || b.shape()[1] != rows) {
      return false;
    }
    int width = (int) a.type().byteSize(1);
    ByteBuffer left = a.bytes();
    ByteBuffer right = b.bytes();
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int from = (row * columns + column) * width;
        int to = (column * rows + row) * width;
        for (int part = 0; part < width; part++) {
          if (left.get(from + part) != right.get(to + part)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  public Map<String, LogicalWeight> weights() {
    Map<String, LogicalWeight> weights = new LinkedHashMap<>();
    sites.forEach((role, places) -> weights.put(role, new LogicalWeight(role, places)));
    return weights;
  }

  public Map<BlockId, List<HeadSite>> headSites() {
    return headSites;
  }

  public List<NormSite> norms() {
    return norms;
  }

  public List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    attentions.forEach(
        (block, attention) ->
            blocks.add(
                new Block(
                    block,
                    attention.heads().count(),
                    attention.heads().width(),
                    present(Block.ofHeads(block)))));
    feedForwards.forEach(
        (block, network) ->
            blocks.add(new Block(block, network.fc1().out(), 1, present(Block.ofUnits(block)))));
    return blocks;
  }

  /**
   * Whisper's k_proj has no bias, and an exporter may drop one that is zero; a weight may be a
   * product of two.
   */
  private List<Coupling> present(List<Coupling> couplings) {
    return couplings.stream()
        .flatMap(coupling -> Stream.of(coupling, coupling.ofFactor()))
        .filter(coupling -> sites.containsKey(coupling.role()))
        .toList();
  }
}
