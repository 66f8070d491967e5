"""List a folder and get the status of every file: the minimum work of any incremental build."""

import os
import sys


def main() -> None:
    folders, files = [sys.argv[1]], 0
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    entry.stat(follow_symlinks=False)
                    files += 1
    print(files)


if __name__ == "__main__":
    main()
