package dev.sotto.runtime.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sotto.models.SottoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFolderTest {
  @TempDir Path home;

  @BeforeEach
  void onlyWhereFilesHaveOwners() {
    assumeTrue(home.getFileSystem().supportedFileAttributeViews().contains("unix"));
  }

  @Test
  void theCacheOfTheUserIsForTheUserAlone() throws IOException {
    Path folder = open(Map.of());
    assertEquals(home.toRealPath().resolve(".cache/sotto"), folder);
    assertEquals("rwx------", permissions(folder));
    assertEquals(folder, open(Map.of()));
  }

  @Test
  void variablesNameOtherPlaces() throws IOException {
    Path real = home.toRealPath();
    assertEquals(
        real.resolve("x/sotto"), open(Map.of("XDG_CACHE_HOME", home.resolve("x").toString())));
    assertEquals(real.resolve("y"), open(Map.of("SOTTO_CACHE", home.resolve("y").toString())));
  }

  @Test
  void aFolderThatOthersCanChangeIsNotUsed() throws IOException {
    Path shared = Files.createDirectories(home.resolve(".cache/sotto"));
    allow(shared, "rwxrwxrwx");
    assertTemporary(open(Map.of()));
  }

  @Test
  void aFolderInOneThatOthersCanChangeIsNotUsed() throws IOException {
    Path above = Files.createDirectories(home.resolve(".cache"));
    allow(above, "rwxrwxr-x");
    assertTemporary(open(Map.of()));
  }

  /** As root alone can try it: the folder is another user's, all else is right. */
  @Test
  void aFolderOfAnotherUserIsNotUsed() throws IOException {
    Path folder = Files.createDirectories(home.resolve(".cache/sotto"));
    allow(folder, "rwx------");
    try {
      Files.setAttribute(folder, "unix:uid", 12345);
    } catch (IOException e) {
      assumeTrue(false, "only root can give files away");
    }
    assertTemporary(open(Map.of()));
  }

  @Test
  void noHomeIsNoPlace() {
    assertTemporary(PrivateFolder.open(Map.of(), "Linux", "?"));
    assertTemporary(PrivateFolder.open(Map.of(), "Linux", "/proc/none"));
  }

  @Test
  void aFolderThatTheUserNamedAndThatWillNotDoIsAnError() throws IOException {
    Path open = Files.createDirectory(home.resolve("open"));
    allow(open, "rwxrwxrwx");
    SottoException e =
        assertThrows(SottoException.class, () -> open(Map.of("SOTTO_CACHE", open.toString())));
    assertTrue(e.getMessage().startsWith("SOTTO_CACHE=" + open), e::getMessage);
    assertTrue(e.getMessage().contains("chmod 700"), e::getMessage);
  }

  private Path open(Map<String, String> environment) {
    return PrivateFolder.open(environment, "Linux", home.toString());
  }

  private void assertTemporary(Path folder) {
    assertFalse(folder.startsWith(home), folder.toString());
    assertTrue(folder.getParent().getFileName().toString().contains("sotto-native-"));
    assertEquals("rwx------", permissions(folder.getParent()));
  }

  private static String permissions(Path folder) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void allow(Path folder, String permissions) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
  }
}
