# Modules, their tests and the programs built from them.
#
# Every target gets an include root of its own: a folder of links, made at configure time, to the folders it declares and
# to nothing else. It is the only project folder on its include path, so an include that was not declared does not compile.

include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/module_table.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/flags.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/precompiled.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/verify_headers.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/test_areas.cmake")
include(GoogleTest)

# Registers a folder, with what it declares, under the name that is also the first part of its include paths.
function(_trireme_register name folder)
    set_property(GLOBAL PROPERTY TRIREME_FOLDER_${name} "${folder}")
    set_property(GLOBAL PROPERTY TRIREME_DECLARED_${name} "${ARGN}")
endfunction()

function(_trireme_folder_of name result)
    get_property(folder GLOBAL PROPERTY TRIREME_FOLDER_${name})
    if(NOT folder)
        message(FATAL_ERROR "`${name}` is declared as a dependency but is not defined before its use")
    endif()
    set(${result} "${folder}" PARENT_SCOPE)
endfunction()

# Makes the include root called `root_name` hold links to exactly the folders of the declared names.
function(_trireme_make_include_root root_name result)
    set(root "${CMAKE_BINARY_DIR}/include_roots/${root_name}")
    file(MAKE_DIRECTORY "${root}")
    file(GLOB present RELATIVE "${root}" "${root}/*")
    foreach(link IN LISTS present)
        if(NOT link IN_LIST ARGN)
            file(REMOVE "${root}/${link}")
        endif()
    endforeach()
    foreach(name IN LISTS ARGN)
        _trireme_folder_of(${name} folder)
        file(CREATE_LINK "${folder}" "${root}/${name}" SYMBOLIC)
    endforeach()
    set(${result} "${root}" PARENT_SCOPE)
endfunction()

# Gives a target its include root, and shows paths below it as the paths of the sources they are links to: both as CMake
# writes them and relative to the build folder, as ccache hands them to the compiler.
function(_trireme_use_include_root target root)
    target_include_directories(${target} PRIVATE "${root}")
    file(RELATIVE_PATH relative "${CMAKE_BINARY_DIR}" "${root}")
    target_compile_options(${target} PRIVATE "-ffile-prefix-map=${root}/=src/" "-ffile-prefix-map=${relative}/=src/")
endfunction()

# The target that code declaring `name` links: the library itself, not its include folders.
function(_trireme_link_names result)
    list(TRANSFORM ARGN PREPEND trireme_)
    set(${result} "${ARGN}" PARENT_SCOPE)
endfunction()

# A module below src/: the static library `trireme_<NAME>`, or an interface library when it has headers only.
#
#   trireme_module(
#       NAME journal
#       SOURCES segment.cpp recovery.cpp
#       PUBLIC base                 modules that its headers include
#       PRIVATE codec               modules that only its sources include
#       LIBRARIES fmt::fmt          third-party libraries that its headers include
#       PRIVATE_LIBRARIES PkgConfig::zstd
#       PROGRAM trireme main.cpp    an executable of that name made from further sources
#       NO_PRECOMPILED_HEADERS)
function(trireme_module)
    cmake_parse_arguments(PARSE_ARGV 0 arg "NO_PRECOMPILED_HEADERS" "NAME"
                          "SOURCES;PUBLIC;PRIVATE;LIBRARIES;PRIVATE_LIBRARIES;PROGRAM")
    _trireme_require_known_arguments(trireme_module "${arg_UNPARSED_ARGUMENTS}")
    trireme_check_module_dependencies(${arg_NAME} ${arg_PUBLIC} ${arg_PRIVATE})

    set(target trireme_${arg_NAME})
    _trireme_register(${arg_NAME} "${CMAKE_CURRENT_SOURCE_DIR}" ${arg_PUBLIC} ${arg_PRIVATE})
    _trireme_make_include_root(${arg_NAME} root ${arg_NAME} ${arg_PUBLIC} ${arg_PRIVATE})
    _trireme_link_names(public ${arg_PUBLIC})
    _trireme_link_names(private ${arg_PRIVATE})

    if(arg_SOURCES)
        add_library(${target} STATIC ${arg_SOURCES})
        target_link_libraries(
            ${target}
            PUBLIC ${public} ${arg_LIBRARIES}
            PRIVATE ${private} ${arg_PRIVATE_LIBRARIES} trireme_flags)
        _trireme_use_include_root(${target} "${root}")
        if(NOT arg_NO_PRECOMPILED_HEADERS)
            trireme_use_precompiled_headers(${target} trireme_precompiled)
        endif()
    else()
        add_library(${target} INTERFACE)
        target_link_libraries(${target} INTERFACE ${public} ${private} ${arg_LIBRARIES})
    endif()
    trireme_verify_headers(${arg_NAME} "${root}" ${arg_PRIVATE_LIBRARIES})

    if(arg_PROGRAM)
        list(POP_FRONT arg_PROGRAM program)
        add_executable(${program} ${arg_PROGRAM})
        target_link_libraries(${program} PRIVATE ${target} ${private} ${arg_PRIVATE_LIBRARIES} trireme_flags)
        _trireme_use_include_root(${program} "${root}")
        set_target_properties(${program} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}")
    endif()
endfunction()

# Code shared by several test programs or benchmarks: the static library `trireme_<NAME>` in the current folder, included
# as "<NAME>/file.hpp". It is not part of the product, so the table of modules does not bind it.
#
#   trireme_support_library(NAME simulation SOURCES disk.cpp clock.cpp DEPENDS base journal LIBRARIES fmt::fmt)
function(trireme_support_library)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME" "SOURCES;DEPENDS;LIBRARIES")
    _trireme_require_known_arguments(trireme_support_library "${arg_UNPARSED_ARGUMENTS}")
    get_property(modules GLOBAL PROPERTY TRIREME_MODULES)
    if(arg_NAME IN_LIST modules)
        message(FATAL_ERROR "`${arg_NAME}` is the name of a module")
    endif()

    set(target trireme_${arg_NAME})
    _trireme_register(${arg_NAME} "${CMAKE_CURRENT_SOURCE_DIR}" ${arg_DEPENDS})
    _trireme_make_include_root(${arg_NAME} root ${arg_NAME} ${arg_DEPENDS})
    _trireme_link_names(depends ${arg_DEPENDS})
    add_library(${target} STATIC ${arg_SOURCES})
    target_link_libraries(
        ${target}
        PUBLIC ${depends} ${arg_LIBRARIES}
        PRIVATE trireme_flags)
    _trireme_use_include_root(${target} "${root}")
    trireme_use_precompiled_headers(${target} trireme_precompiled)
endfunction()

# The unit tests of a module or support library: the program `trireme_<NAME>_tests`; each of its tests is a CTest test
# called `<NAME>.<Suite>.<Test>` with the label <NAME>. A test that reads files finds the checkout in the environment
# variable TRIREME_SOURCE_DIR, because no path of the machine is compiled in.
#
#   trireme_module_tests(NAME journal SOURCES tests/segment_test.cpp DEPENDS codec LIBRARIES PkgConfig::zstd)
function(trireme_module_tests)
    if(NOT TRIREME_BUILD_TESTS)
        return()
    endif()
    cmake_parse_arguments(PARSE_ARGV 0 arg "NO_PRECOMPILED_HEADERS" "NAME" "SOURCES;DEPENDS;LIBRARIES")
    _trireme_require_known_arguments(trireme_module_tests "${arg_UNPARSED_ARGUMENTS}")

    set(target trireme_${arg_NAME}_tests)
    get_property(declared GLOBAL PROPERTY TRIREME_DECLARED_${arg_NAME})
    set(names ${arg_NAME} ${declared} ${arg_DEPENDS})
    list(REMOVE_DUPLICATES names)
    _trireme_add_program(${target} "${names}" "${arg_SOURCES}" "${arg_LIBRARIES};GTest::gtest_main")
    if(NOT arg_NO_PRECOMPILED_HEADERS)
        trireme_use_precompiled_headers(${target} trireme_precompiled_tests)
    endif()
    gtest_discover_tests(
        ${target}
        TEST_PREFIX "${arg_NAME}."
        DISCOVERY_TIMEOUT 120
        PROPERTIES LABELS "${arg_NAME}" TIMEOUT 600 ENVIRONMENT "TRIREME_SOURCE_DIR=${CMAKE_SOURCE_DIR}")
    trireme_test_area(${arg_NAME} ${target})
endfunction()

# A further executable, put into the top of the build folder: a simulation, a benchmark. The folder it stands in can be
# included by the folder's own name. A program called bench_<area> is what `./bench <area>` runs.
#
#   trireme_program(NAME bench_journal SOURCES journal.cpp DEPENDS base journal)
function(trireme_program)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME" "SOURCES;DEPENDS;LIBRARIES")
    _trireme_require_known_arguments(trireme_program "${arg_UNPARSED_ARGUMENTS}")
    _trireme_own_folder(own_folder)
    _trireme_add_program(${arg_NAME} "${arg_DEPENDS}" "${arg_SOURCES}" "${arg_LIBRARIES}" ${own_folder})
    trireme_use_precompiled_headers(${arg_NAME} trireme_precompiled)
    set_target_properties(${arg_NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}")
    if(arg_NAME MATCHES "^bench_(.+)$")
        set_property(GLOBAL APPEND PROPERTY TRIREME_BENCHMARKS ${CMAKE_MATCH_1})
    endif()
endfunction()

# A libFuzzer target, built only where TRIREME_FUZZERS is on (the preset `fuzz`, which needs clang). All of them are the
# target `trireme_fuzzers`. Its corpus is tests/fuzz/corpus/<NAME without fuzz_>.
#
#   trireme_fuzzer(NAME fuzz_codec SOURCES codec.cpp DEPENDS base model codec)
function(trireme_fuzzer)
    if(NOT TRIREME_FUZZERS)
        return()
    endif()
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME" "SOURCES;DEPENDS;LIBRARIES")
    _trireme_require_known_arguments(trireme_fuzzer "${arg_UNPARSED_ARGUMENTS}")
    _trireme_own_folder(own_folder)
    _trireme_add_program(${arg_NAME} "${arg_DEPENDS}" "${arg_SOURCES}" "${arg_LIBRARIES}" ${own_folder})
    target_link_options(${arg_NAME} PRIVATE -fsanitize=fuzzer)
    set_target_properties(${arg_NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}")
    set_property(GLOBAL APPEND PROPERTY TRIREME_FUZZERS_DEFINED ${arg_NAME})
    if(NOT TARGET trireme_fuzzers)
        add_custom_target(trireme_fuzzers)
    endif()
    add_dependencies(trireme_fuzzers ${arg_NAME})
endfunction()

# The part that tests and programs share: an executable that links and may include the modules and support libraries
# in `names`.
function(_trireme_add_program target names sources libraries)
    _trireme_link_names(linked ${names})
    add_executable(${target} ${sources})
    target_link_libraries(${target} PRIVATE ${linked} ${libraries} trireme_flags)
    _trireme_make_include_root(${target} root ${names} ${ARGN})
    _trireme_use_include_root(${target} "${root}")
endfunction()

# The folder that a program stands in, as a name that the program may include.
function(_trireme_own_folder result)
    get_filename_component(name "${CMAKE_CURRENT_SOURCE_DIR}" NAME)
    get_property(known GLOBAL PROPERTY TRIREME_FOLDER_${name})
    if(NOT known)
        _trireme_register(${name} "${CMAKE_CURRENT_SOURCE_DIR}")
    endif()
    set(${result} ${name} PARENT_SCOPE)
endfunction()

function(_trireme_require_known_arguments function unparsed)
    if(unparsed)
        message(FATAL_ERROR "${function}: unknown arguments: ${unparsed}")
    endif()
endfunction()
