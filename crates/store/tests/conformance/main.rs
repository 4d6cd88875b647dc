//! The store keeps the same promises on SQLite and on PostgreSQL: one suite over every function, run on both.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod delegations;
mod emergency_calls;
mod jobs;
mod lines;
mod location_clients;
mod log;
mod organisation;
mod people;
mod phones;
mod places;
#[path = "../support/postgres.rs"]
mod postgres;
mod provisioning;
mod reports;
mod trunks;
mod world;

use postgres::Postgres;
use world::World;

macro_rules! suite {
    ($($module:ident::$case:ident,)*) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $case() {
                let folder = tempfile::tempdir().unwrap();
                crate::$module::$case(crate::World::open(folder.path(), None).await).await;
            })*
        }

        #[tokio::test]
        async fn postgresql() {
            let Some(server) = Postgres::start("store on PostgreSQL") else { return };
            let folder = tempfile::tempdir().unwrap();
            $(println!("{}::{}", stringify!($module), stringify!($case));
            let database = server.database();
            // Each on the heap: together they are more than a stack.
            Box::pin(async { $module::$case(World::open(folder.path(), Some(&database)).await).await }).await;)*
        }
    };
}

suite! {
    organisation::the_account_is_kept_whole,
    organisation::sites_have_roots_and_names_of_their_own,
    people::users_are_kept_whole_and_found,
    people::administrators_are_counted_and_found,
    people::the_nearest_are_told_of_an_emergency_call,
    people::the_default_address_is_the_users_own,
    people::devices_sign_in_and_out,
    people::sessions_and_codes_end,
    people::tokens_live_and_die_with_their_family,
    people::a_pair_that_never_arrived_is_taken_back,
    people::personal_locations_are_kept_whole,
    emergency_calls::a_number_is_bound_to_a_call_until_it_is_forgotten,
    emergency_calls::what_goes_on_is_known_with_its_last_sign_of_life,
    location_clients::clients_are_kept_whole_and_found_by_their_tokens,
    location_clients::there_is_one_key_of_location_references,
    trunks::trunks_are_kept_whole,
    phones::phones_are_kept_whole_and_found,
    phones::a_hardware_address_is_one_phone,
    phones::an_extension_is_one_users_or_phones,
    phones::parties_are_found_many_at_a_time,
    phones::numbers_are_given_and_taken_back,
    phones::a_phone_with_a_number_stays,
    phones::monitoring_groups_are_kept_whole,
    places::the_tree_is_kept_whole,
    places::a_callback_number_counts_for_all_below,
    places::what_hangs_on_a_location_keeps_it,
    places::rules_are_kept_whole_and_indexed,
    reports::reports_are_kept_whole,
    reports::a_report_follows_its_proposal,
    reports::proposals_are_listed_and_counted,
    reports::devices_are_where_they_were_seen,
    reports::old_data_is_forgotten,
    delegations::delegations_are_kept_whole,
    delegations::a_pair_has_one_live_delegation,
    delegations::delegations_are_counted_and_found,
    delegations::delegators_and_delegates_are_listed,
    delegations::ends_come_in_order,
    delegations::what_a_phone_was_asked_goes_with_it,
    delegations::settings_of_lines_are_kept_whole,
    delegations::changes_since_a_version_are_told,
    lines::desk_phones_are_kept_whole,
    provisioning::addresses_are_kept_until_they_are_replaced,
    lines::a_desk_phone_is_one_owners_and_has_a_name_of_its_own,
    lines::places_of_desk_phones_come_and_go,
    lines::keys_of_desk_phones_are_kept_in_order,
    lines::lines_are_kept_whole_and_in_view,
    lines::history_is_read_from_the_end,
    jobs::work_is_kept_until_it_is_through,
    jobs::people_are_worked_on_once,
    jobs::delegations_are_suspended_many_at_a_time,
    jobs::the_last_sign_of_life_is_kept,
    log::events_are_numbered_in_the_order_of_commits,
    log::the_same_change_is_not_told_twice,
    log::an_old_cursor_is_gone,
    log::the_audit_log_is_searched,
    log::only_what_concerns_the_dial_plan_wakes_telephony,
    log::mail_waits_for_its_turn,
    log::alerts_have_a_queue_of_their_own,
    log::an_emergency_waits_for_nobody_but_the_one_who_writes,
    log::a_write_that_is_dropped_leaves_no_trace,
    log::a_reader_sees_one_moment,
}
