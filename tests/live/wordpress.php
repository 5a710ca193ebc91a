<?php
// Makes the site and its users, and prints the application password of each, a line each:
// wordpress.php SITE ADDRESS
[, $site, $address] = $argv;
$_SERVER['HTTP_HOST'] = parse_url($address, PHP_URL_HOST);
define('WP_INSTALLING', true);
require "$site/wp-config.php";
require ABSPATH . 'wp-admin/includes/upgrade.php';
add_filter('pre_wp_mail', '__return_true'); // nobody is written to
wp_install('芯片 & 街 🎉', 'ann', 'ann@example.invalid', true, '', 'not used');
foreach (['siteurl' => $address, 'home' => $address, 'permalink_structure' => '/%postname%/'] as $name => $value) {
    update_option($name, $value);
}
wp_insert_term('R&D 芯片', 'category');
wp_insert_term('AT&T', 'post_tag');
foreach (['author', 'contributor'] as $role) {
    wp_insert_user(['user_login' => $role, 'user_pass' => 'not used', 'role' => $role]);
}
foreach (['ann', 'author', 'contributor'] as $name) {
    $user = get_user_by('login', $name);
    echo WP_Application_Passwords::create_new_application_password($user->ID, ['name' => 'crosspost'])[0], "\n";
}
