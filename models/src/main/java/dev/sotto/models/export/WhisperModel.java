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
 *
 * @param weights by role, in the order of the graphs
 * @param blocks the attentions and feed-forward networks, encoder first, by layer
 * @param headSites where the graphs state the number of heads of each attention
 * @param norms every layer normalisation, once for each graph that computes it
 */
public record WhisperModel(
    ExportFolder folder,
    WhisperConfig config,
    Map<Part, OnnxModel> files,
    Map<String, LogicalWeight> weights,
    List<Block> blocks,
    Map<BlockId, List<HeadSite>> headSites,
    List<NormSite> norms) {
  /** The role of the encoder's positions, which are fixed sinusoids and no parameters. */
  public static final String FIXED_POSITIONS = "encoder.embed_positions.weight";

  public WhisperModel {
    files = Collections.unmodifiableMap(new EnumMap<>(files));
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    blocks = blocks.stream().sorted(Comparator.comparing(Block::id)).toList();
    headSites = Map.copyOf(headSites);
    norms = List.copyOf(norms);
  }

  /** The graphs as their files hold them: those of a quantised model were read as floats. */
  public Map<Part, OnnxModel> storedFiles() {
    Map<Part, OnnxModel> stored = new EnumMap<>(Part.class);
    files.forEach((part, file) -> stored.put(part, OnnxModel.read(file.file())));
    return stored;
  }

  /** This model with other weights and blocks, as an edit of its graphs leaves them. */
  public WhisperModel with(Map<String, LogicalWeight> otherWeights, List<Block> otherBlocks) {
    return new WhisperModel(folder, config, files, otherWeights, otherBlocks, headSites, norms);
  }

  /** This model with a vocabulary of {@code tokens}, as an edit of its graphs leaves it. */
  public WhisperModel withTokens(int tokens) {
    return new WhisperModel(
        folder, config.withTokens(tokens), files, weights, blocks, headSites, norms);
  }

  /** This model with windows of {@code positions}, as an edit of its graphs leaves it. */
  public WhisperModel withPositions(int positions) {
    return new WhisperModel(
        folder, config.withPositions(positions), files, weights, blocks, headSites, norms);
  }

  public Optional<LogicalWeight> weight(String role) {
    return Optional.ofNullable(weights.get(role));
  }

  /** The logical shape of a role. */
  public Optional<long[]> shape(String role) {
    return weight(role).map(LogicalWeight::shape);
  }

  /**
   * Where the graphs state the number of heads of {@code block}; none for a feed-forward network.
   */
  public List<HeadSite> headSites(Block block) {
    return headSites.getOrDefault(block.id(), List.of());
  }

  /** Where the elements of a block's groups lie to their roles. */
  public BlockElements elements(Block block) {
    return BlockElements.of(block, this::shape);
  }

  /** Where they lie as they are stored. */
  public BlockElements storedElements(Block block) {
    return BlockElements.stored(block, weights::get);
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
