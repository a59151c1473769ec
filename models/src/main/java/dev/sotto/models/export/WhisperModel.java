package dev.sotto.models.export;

import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.weights.BlockElements;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.Part;
import dev.sotto.models.whisper.WhisperConfig;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An export as a set of graphs and weights addressed by role. Everything but its layout speaks of
 * it in roles and blocks.
 */
public final class WhisperModel {
  /** The role of the encoder's positions, which are fixed sinusoids and no parameters. */
  public static final String FIXED_POSITIONS = "encoder.embed_positions.weight";

  private final ExportFolder folder;
  private final WhisperConfig config;
  private final Map<Part, OnnxModel> files;
  private final Map<String, LogicalWeight> weights;
  private final List<Block> blocks;
  private final Map<BlockId, List<HeadSite>> headSites;
  private final List<NormSite> norms;

  public WhisperModel(
      ExportFolder folder,
      WhisperConfig config,
      Map<Part, OnnxModel> files,
      Map<String, LogicalWeight> weights,
      List<Block> blocks,
      Map<BlockId, List<HeadSite>> headSites,
      List<NormSite> norms) {
    this.folder = folder;
    this.config = config;
    this.files = Collections.unmodifiableMap(new EnumMap<>(files));
    this.weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    this.blocks = blocks.stream().sorted(Comparator.comparing(Block::id)).toList();
    this.headSites = Map.copyOf(headSites);
    this.norms = List.copyOf(norms);
  }

  /** This model with other weights and blocks, as an edit of its graphs leaves them. */
  public WhisperModel with(Map<String, LogicalWeight> otherWeights, List<Block> otherBlocks) {
    return new WhisperModel(folder, config, files, otherWeights, otherBlocks, headSites, norms);
  }

  public ExportFolder folder() {
    return folder;
  }

  public WhisperConfig config() {
    return config;
  }

  public Map<Part, OnnxModel> files() {
    return files;
  }

  /** The weights by role, in the order of the graphs. */
  public Map<String, LogicalWeight> weights() {
    return weights;
  }

  public Optional<LogicalWeight> weight(String role) {
    return Optional.ofNullable(weights.get(role));
  }

  /** The attentions and feed-forward networks, encoder first, by layer. */
  public List<Block> blocks() {
    return blocks;
  }

  /**
   * Where the graphs state the number of heads of {@code block}; none for a feed-forward network.
   */
  public List<HeadSite> headSites(Block block) {
    return headSites.getOrDefault(block.id(), List.of());
  }

  /** Where the elements of a block's groups lie to their roles. */
  public BlockElements elements(Block block) {
    return BlockElements.of(block, role -> weight(role).map(LogicalWeight::shape));
  }

  /** Where they lie as they are stored. */
  public BlockElements storedElements(Block block) {
    return BlockElements.stored(block, weights::get);
  }

  /** Every layer normalisation, once for each graph that computes it. */
  public List<NormSite> norms() {
    return norms;
  }

  public Optional<Block> block(String name) {
    return blocks.stream().filter(block -> block.id().name().equals(name)).findFirst();
  }

  /**
   * Elements of all weights, each role once; a tied embedding counts once, and the encoder's
   * positions do not count, which are fixed sinusoids.
   */
  public long parameters() {
    return weights.values().stream()
        .filter(weight -> !weight.role().equals(FIXED_POSITIONS))
        .mapToLong(LogicalWeight::elements)
        .sum();
  }
}
