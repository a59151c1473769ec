package dev.sotto.models.io;

import dev.sotto.models.SottoException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A private folder below {@code java.io.tmpdir} that goes, with all that is in it, when it is
 * closed or the virtual machine ends, as by Ctrl-C. What a killed process left of the same prefix
 * goes when the first one is made.
 */
public final class TemporaryFolder implements AutoCloseable {
  private static final Set<String> CLEARED = ConcurrentHashMap.newKeySet();

  private final Workspace workspace;

  private TemporaryFolder(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * Makes one.
   *
   * @throws SottoException if nothing can be written there
   */
  public static TemporaryFolder create(String prefix) {
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    try {
      Workspace workspace = Workspace.create(parent, prefix);
      if (CLEARED.add(prefix)) {
        workspace.takeDead(prefix).forEach(Workspace::close);
      }
      workspace.makeFolder();
      return new TemporaryFolder(workspace);
    } catch (IOException e) {
      throw SottoException.badInput(parent, "cannot be written: " + e.getMessage(), e);
    }
  }

  public Path path() {
    return workspace.fresh();
  }

  @Override
  public void close() {
    workspace.close();
  }
}
