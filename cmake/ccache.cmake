# Compiles through ccache, so that a fresh clone in another folder finds what an earlier one compiled. For that the
# checkout's own path must not count (BASEDIR, NOHASHDIR), and precompiled headers need the two sloppiness settings and
# -fpch-preprocess.

find_program(TRIREME_CCACHE ccache)
if(NOT TRIREME_CCACHE)
    message(STATUS "ccache not found: compiling without it")
    return()
endif()

set(CMAKE_CXX_COMPILER_LAUNCHER
    "${CMAKE_COMMAND}" -E env "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros "${TRIREME_CCACHE}")
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)
endif()
